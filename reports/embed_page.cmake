# Compiles the pages' style and scripts into a target: Vega's parts as one script, then the project's own in their order.
find_path(OCTET_VEGA vega-interpreter.min.js PATHS /usr/share/javascript/vega NO_DEFAULT_PATH
          DOC "Folder of Vega 5's parts (vega-view.min.js, ...)")
if(NOT OCTET_VEGA)
  message(FATAL_ERROR "Vega is missing, which draws the plots of octet report: apt install libjs-vega, "
                      "or set OCTET_VEGA to the folder of its parts (vega-view.min.js, ...)")
endif()

# In the order of their needs; vega-selections is the name that the others know vega-selection by.
set(OCTET_VEGA_PARTS util time format loader canvas statistics dataflow expression event-selector scale scenegraph
    selection functions runtime parser view transforms view-transforms encode interpreter)

# A script or style in the page, with what its Content-Security-Policy needs.
function(octet_page_asset name text)
  foreach(end "</script" "</style" "<!--")
    string(FIND "${text}" "${end}" at)
    if(NOT at EQUAL -1)
      message(FATAL_ERROR "${name} has ${end} in it, which would end it inside a page")
    endif()
  endforeach()
  string(SHA256 hash "${text}")
  set_property(GLOBAL APPEND_STRING PROPERTY octet_page_assets
               "    {\"${name}\", \"${hash}\", R\"octet_page(${text})octet_page\"sv},\n")
endfunction()

function(octet_read_part variable file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  string(REGEX REPLACE "\n//# sourceMappingURL=[^\n]*\n?" "\n" text "${text}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

function(octet_embed_page target)
  set(folder ${CMAKE_CURRENT_SOURCE_DIR}/page)
  octet_read_part(style ${folder}/style.css)
  octet_page_asset(style "${style}")
  octet_read_part(vega ${folder}/vega_parts.js)
  foreach(part ${OCTET_VEGA_PARTS})
    octet_read_part(text ${OCTET_VEGA}/vega-${part}.min.js)
    string(APPEND vega "vegaPart(\"vega-${part}\", function (module, exports, require) {\n${text}\n});\n")
  endforeach()
  octet_page_asset(vega "${vega}")
  foreach(name ${ARGN})
    octet_read_part(text ${folder}/${name}.js)
    octet_page_asset(${name} "${text}")
  endforeach()
  get_property(page_assets GLOBAL PROPERTY octet_page_assets)
  configure_file(page_assets.cc.in ${CMAKE_CURRENT_BINARY_DIR}/page_assets.cc @ONLY)
  target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/page_assets.cc)
endfunction()
