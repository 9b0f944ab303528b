// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// Arbiter and AXI manager together keep the rules of AXI4: an address shown stays, with its payload, until it is taken;
// every grant is shown once, in its cycle, with the ID of its source; at most 16 bursts are outstanding; no
// burst leaves its page. A load, any, is followed from its grant to its last beat: as many beats as its length
// says, and exactly its bytes, moved to lane 0. Assumed of the requesters: no burst crosses a multiple of
// BurstBytes. Of the subordinate: answers only to addresses taken in an earlier cycle, RLAST with the last beat.
module axi_manager_proof (
  input logic                                clk_i,
  input logic                                slot_i,
  input logic [2:0]                          valid_i,
  input logic [3*octet_pkg::AddressBits-1:0] address_i,
  input logic [3*octet_pkg::BurstBits-1:0]   bytes_i,
  input logic                                arready_i,
  input logic                                awready_i,
  input logic                                rvalid_i,
  input logic [1:0]                          rid_i,
  input logic [1:0]                          rresp_i,
  input logic                                rlast_i,
  input logic [octet_pkg::BeatBytes*8-1:0]   rdata_i,
  input logic                                bvalid_i,
  input logic [1:0]                          bresp_i,
  input logic                                follow_i  // the load granted in this cycle
);
  localparam int unsigned AddressBits = octet_pkg::AddressBits;
  localparam int unsigned Bits = octet_pkg::BurstBits;
  localparam int unsigned Beat = octet_pkg::BeatCountBits;
  localparam int unsigned Lane = octet_pkg::BeatLaneBits;
  localparam int unsigned Data = octet_pkg::BeatBytes * 8;

  logic started_q;
  initial started_q = 1'b0;
  always_ff @(posedge clk_i) started_q <= 1'b1;

  logic [2:0] grant, response, error;
  logic ready, burst_valid, idle, read_valid, read_fetch, arvalid, awvalid;
  logic [1:0] burst_source, answers;
  logic [AddressBits-1:0] burst_address;
  logic [Bits-1:0] burst_bytes;
  logic [Beat-1:0] read_bytes;
  logic [Data-1:0] read_data;
  octet_pkg::axi_address_t ar, aw, ar_q, aw_q;
  assign answers = {1'b0, response[0]} + {1'b0, response[1]} + {1'b0, response[2]};
  dram_arbiter u_arbiter (
    .clk_i          (clk_i),
    .rst_ni         (started_q),
    .slot_i         (slot_i && ready),
    .responses_i    (answers),
    .valid_i        (valid_i),
    .address_i      (address_i),
    .bytes_i        (bytes_i),
    .grant_o        (grant),
    .burst_valid_o  (burst_valid),
    .burst_source_o (burst_source),
    .burst_address_o(burst_address),
    .burst_bytes_o  (burst_bytes),
    .idle_o         (idle)
  );
  axi_manager u_manager (
    .clk_i          (clk_i),
    .rst_ni         (started_q),
    .ready_o        (ready),
    .burst_valid_i  (burst_valid),
    .burst_source_i (burst_source),
    .burst_address_i(burst_address),
    .burst_bytes_i  (burst_bytes),
    .response_o     (response),
    .error_o        (error),
    .read_valid_o   (read_valid),
    .read_fetch_o   (read_fetch),
    .read_bytes_o   (read_bytes),
    .read_data_o    (read_data),
    .arvalid_o      (arvalid),
    .arready_i      (arready_i),
    .ar_o           (ar),
    .awvalid_o      (awvalid),
    .awready_i      (awready_i),
    .aw_o           (aw),
    .rvalid_i       (rvalid_i),
    .rid_i          (rid_i),
    .rresp_i        (rresp_i),
    .rlast_i        (rlast_i),
    .rdata_i        (rdata_i),
    .bvalid_i       (bvalid_i),
    .bresp_i        (bresp_i)
  );

  // The model. What AXI has taken and not answered, by source, and what waits to be taken.
  logic [4:0] loads_q, stores_q, fetches_q;
  logic [6:0] outstanding;
  logic ar_waits_q, aw_waits_q;
  logic [4:0] loads_granted;
  assign outstanding = {2'd0, loads_q} + {2'd0, stores_q} + {2'd0, fetches_q};
  assign loads_granted = loads_q + {4'd0, ar_waits_q && ar_q.id == 2'd0};
  always_ff @(posedge clk_i) begin
    loads_q <= !started_q ? 5'd0 : loads_q + {4'd0, arvalid && arready_i && ar.id == 2'd0} - {4'd0, response[0]};
    stores_q <= !started_q ? 5'd0 : stores_q + {4'd0, awvalid && awready_i} - {4'd0, response[1]};
    fetches_q <= !started_q ? 5'd0 : fetches_q + {4'd0, arvalid && arready_i && ar.id == 2'd2} - {4'd0, response[2]};
    ar_waits_q <= started_q && arvalid && !arready_i;
    aw_waits_q <= started_q && awvalid && !awready_i;
    ar_q <= ar;
    aw_q <= aw;
  end

  // The load that is followed: loads ahead of it, its lane and bytes, the number of its next beat.
  logic followed_q, followed_beat;
  logic [4:0] ahead_q;
  logic [Lane-1:0] lane_q;
  logic [Bits-1:0] bytes_q, whole, end_byte;
  logic [7:0] beat_q, last_beat;
  logic [Bits-1:0] passed, expected_bytes;
  assign followed_beat = followed_q && ahead_q == 5'd0 && rvalid_i && rid_i == 2'd0;
  assign whole = {{(Bits - Lane) {1'b0}}, lane_q} + bytes_q;  // from the first word's lane 0
  assign end_byte = whole - Bits'(1);
  assign last_beat = {{(8 + Lane - Bits) {1'b0}}, end_byte[Bits-1:Lane]};
  assign passed = beat_q == 8'd0 ? '0 : {beat_q[Bits-Lane-1:0], {Lane{1'b0}}} - {{(Bits - Lane) {1'b0}}, lane_q};
  always_comb begin
    expected_bytes = Bits'(octet_pkg::BeatBytes);
    if (beat_q == 8'd0) expected_bytes = expected_bytes - {{(Bits - Lane) {1'b0}}, lane_q};
    if (bytes_q - passed < expected_bytes) expected_bytes = bytes_q - passed;
  end
  always_ff @(posedge clk_i) begin
    if (!started_q) begin
      followed_q <= 1'b0;
    end else if (follow_i && grant[0] && !followed_q) begin
      followed_q <= 1'b1;
      ahead_q <= loads_granted - {4'd0, response[0]};
      lane_q <= burst_address[Lane-1:0];
      bytes_q <= burst_bytes;
      beat_q <= 8'd0;
    end else if (followed_q) begin
      if (response[0]) begin
        followed_q <= ahead_q != 5'd0;
        ahead_q <= ahead_q - 5'd1;
      end
      if (followed_beat) beat_q <= beat_q + 8'd1;
    end
  end

  // Inside: the ring of loads and the address that waits.
  (* hierconn *) logic \u_manager.held_valid_q , \u_manager.waited_q ;
  (* hierconn *) logic [4:0] \u_arbiter.outstanding_q ;
  (* hierconn *) logic [3:0] \u_manager.head_q , \u_manager.tail_q ;
  (* hierconn *) logic [Bits-1:0] \u_manager.taken_q , \u_manager.left ;
  (* hierconn *) logic [Beat-1:0] \u_manager.room ;
  (* hierconn *) logic [AddressBits+Bits+9:0] \u_manager.held_q , \u_manager.before_q ;
  (* hierconn *) logic [Lane-1:0] \u_manager.lane_q[0] , \u_manager.lane_q[1] , \u_manager.lane_q[2] , \u_manager.lane_q[3] ,
      \u_manager.lane_q[4] , \u_manager.lane_q[5] , \u_manager.lane_q[6] , \u_manager.lane_q[7] ;
  (* hierconn *) logic [Lane-1:0] \u_manager.lane_q[8] , \u_manager.lane_q[9] , \u_manager.lane_q[10] , \u_manager.lane_q[11] ,
      \u_manager.lane_q[12] , \u_manager.lane_q[13] , \u_manager.lane_q[14] , \u_manager.lane_q[15] ;
  (* hierconn *) logic [Bits-1:0] \u_manager.bytes_q[0] , \u_manager.bytes_q[1] , \u_manager.bytes_q[2] , \u_manager.bytes_q[3] ,
      \u_manager.bytes_q[4] , \u_manager.bytes_q[5] , \u_manager.bytes_q[6] , \u_manager.bytes_q[7] ;
  (* hierconn *) logic [Bits-1:0] \u_manager.bytes_q[8] , \u_manager.bytes_q[9] , \u_manager.bytes_q[10] , \u_manager.bytes_q[11] ,
      \u_manager.bytes_q[12] , \u_manager.bytes_q[13] , \u_manager.bytes_q[14] , \u_manager.bytes_q[15] ;
  logic [3:0] slot;
  assign slot = \u_manager.head_q + ahead_q[3:0];
  logic [16*(Lane+Bits)-1:0] ring;
  logic [Lane+Bits-1:0] kept;
  assign ring = {\u_manager.lane_q[15] , \u_manager.bytes_q[15] ,
                 \u_manager.lane_q[14] , \u_manager.bytes_q[14] ,
                 \u_manager.lane_q[13] , \u_manager.bytes_q[13] ,
                 \u_manager.lane_q[12] , \u_manager.bytes_q[12] ,
                 \u_manager.lane_q[11] , \u_manager.bytes_q[11] ,
                 \u_manager.lane_q[10] , \u_manager.bytes_q[10] ,
                 \u_manager.lane_q[9] , \u_manager.bytes_q[9] ,
                 \u_manager.lane_q[8] , \u_manager.bytes_q[8] ,
                 \u_manager.lane_q[7] , \u_manager.bytes_q[7] ,
                 \u_manager.lane_q[6] , \u_manager.bytes_q[6] ,
                 \u_manager.lane_q[5] , \u_manager.bytes_q[5] ,
                 \u_manager.lane_q[4] , \u_manager.bytes_q[4] ,
                 \u_manager.lane_q[3] , \u_manager.bytes_q[3] ,
                 \u_manager.lane_q[2] , \u_manager.bytes_q[2] ,
                 \u_manager.lane_q[1] , \u_manager.bytes_q[1] ,
                 \u_manager.lane_q[0] , \u_manager.bytes_q[0] };
  always_comb begin
    kept = '0;
    for (int unsigned e = 0; e < 16; e++) if (slot == 4'(e)) kept = ring[e*(Lane+Bits)+:Lane+Bits];
  end

  logic [12:0] page_end;
  octet_pkg::axi_address_t shown;
  assign shown = awvalid ? aw : ar;
  assign page_end = {1'b0, shown.address[11:Lane], {Lane{1'b0}}} + {{(5 - Lane) {1'b0}}, shown.len, {Lane{1'b0}}};
  logic [11:0] in_burst;
  always_comb begin
    in_burst = 12'd0;
    for (int unsigned r = 0; r < 3; r++) begin
      in_burst = address_i[r*AddressBits+:12] & 12'(octet_pkg::BurstBytes - 1);
      assume (bytes_i[r*Bits+:Bits] != '0 && {4'd0, in_burst} + 16'(bytes_i[r*Bits+:Bits]) <= 16'(octet_pkg::BurstBytes));
    end
    if (started_q) begin
      assume (!rvalid_i || (rid_i == 2'd0 && loads_q != 5'd0) || (rid_i == 2'd2 && fetches_q != 5'd0));
      assume (!bvalid_i || stores_q != 5'd0);
      // Of loads not followed the end is taken as the manager sees it; that this is the AXI rule is proven below for any.
      if (rvalid_i && rid_i == 2'd0) assume (rlast_i == (\u_manager.left <= Bits'(\u_manager.room )));
      if (ar_waits_q) read_address_stays : assert (arvalid && ar == ar_q);
      if (aw_waits_q) write_address_stays : assert (awvalid && aw == aw_q);
      one_address : assert (!(arvalid && awvalid) && !(ar_waits_q && aw_waits_q));
      if (arvalid) read_is_load_or_fetch : assert (ar.id == 2'd0 || ar.id == 2'd2);
      if (awvalid) write_is_store : assert (aw.id == 2'd1);
      shown_when_granted : assert ((arvalid || awvalid) == (burst_valid || ar_waits_q || aw_waits_q));
      none_granted_while_waiting : assert (!(burst_valid && (ar_waits_q || aw_waits_q)));
      if (burst_valid) begin
        granted_is_shown : assert (shown.id == burst_source && shown.address == burst_address && shown.user == burst_bytes &&
                                   awvalid == (burst_source == 2'd1));
        within_the_page : assert (page_end < 13'd4096);
      end
      held_is_shown : assert (\u_manager.held_valid_q == (ar_waits_q || aw_waits_q) &&
                              \u_manager.waited_q == \u_manager.held_valid_q );
      if (ar_waits_q) read_held : assert (\u_manager.held_q == ar_q && \u_manager.before_q == ar_q &&
                                           (ar_q.id == 2'd0 || ar_q.id == 2'd2));
      if (aw_waits_q) write_held : assert (\u_manager.held_q == aw_q && \u_manager.before_q == aw_q && aw_q.id == 2'd1);
      all_counted : assert ({2'd0, \u_arbiter.outstanding_q } == outstanding + {6'd0, ar_waits_q || aw_waits_q});
      at_most_16 : assert ({2'd0, \u_arbiter.outstanding_q } <= 7'd16);
      each_fits : assert (loads_q <= 5'd16 && stores_q <= 5'd16 && fetches_q <= 5'd16);
      ring_is_whole : assert (\u_manager.tail_q == \u_manager.head_q + loads_granted[3:0]);
      if (loads_granted == 5'd0) nothing_taken : assert (\u_manager.taken_q == '0);
      if (followed_q) begin
        not_lost : assert (ahead_q < loads_granted && kept == {lane_q, bytes_q} && bytes_q != '0 &&
                           bytes_q <= Bits'(octet_pkg::BurstBytes));
        whole_fits : assert (whole >= bytes_q && beat_q <= last_beat && (ahead_q == 5'd0 || beat_q == 8'd0));
        if (ahead_q == 5'd0) taken_is_passed : assert (\u_manager.taken_q == passed);
      end
      if (followed_beat) begin
        ends_with_its_length : assert (rlast_i == (beat_q == last_beat));
        its_bytes : assert (read_valid && !read_fetch && Bits'(read_bytes) == expected_bytes);
        from_lane_0 : assert (read_data == (beat_q == 8'd0 ? rdata_i >> {lane_q, 3'd0} : rdata_i));
      end
    end
  end
endmodule
