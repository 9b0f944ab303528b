# Compiles the technology tables into a target, so that an installed octet finds them from any
# directory. The list is also their order in lists.
function(octet_embed_technologies target)
  set(technology_entries "")
  foreach(technology 130nm 45nm 7nm)
    set(technology_file ${CMAKE_CURRENT_SOURCE_DIR}/technology/${technology}.toml)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${technology_file})
    file(READ ${technology_file} technology_text)
    string(APPEND technology_entries "    {\"${technology}\", R\"toml(${technology_text})toml\"},\n")
  endforeach()
  configure_file(cost_tables.cc.in ${CMAKE_CURRENT_BINARY_DIR}/cost_tables.cc @ONLY)
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/cost_tables.cc)
endfunction()
