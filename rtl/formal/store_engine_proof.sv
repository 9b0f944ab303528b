// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: octet contributors
//
// The store engine's write data: a beat stays, with data and strobes, until it is taken; bursts leave in
// the order of their grants, none lost. A burst, any, is followed from its grant to its last beat: its beats are
// those of its address and bytes, each byte strobed once, the last one marked. The requests (dma_engine) are cut: any
// burst of at least one byte that crosses no multiple of BurstBytes. Assumed: at most 16 bursts granted and
// not answered, an answer only after the last beat; the scratchpad's output stays until the next read.
module store_engine_proof (
  input logic                                clk_i,
  input logic                                start_i,
  input octet_pkg::store_command_t           command_i,
  input logic [octet_pkg::AddressBits-1:0]   base_i,
  input logic                                burst_grant_i,
  input logic                                response_i,
  input logic                                beat_ready_i,
  input logic [octet_pkg::BeatBytes*8-1:0]   scratchpad_data_i,
  input logic                                follow_i  // the burst granted in this cycle
);
  localparam int unsigned Bits = octet_pkg::BurstBits;
  localparam int unsigned Lane = octet_pkg::BeatLaneBits;
  localparam int unsigned BeatBytes = octet_pkg::BeatBytes;
  localparam int unsigned AddressBits = octet_pkg::AddressBits;

  logic started_q;
  initial started_q = 1'b0;
  always_ff @(posedge clk_i) started_q <= 1'b1;

  logic ready, done, burst_valid, beat_valid, beat_last, scratchpad_valid;
  logic [AddressBits-1:0] burst_address;
  logic [Bits-1:0] burst_bytes;
  logic [BeatBytes*8-1:0] beat_data;
  logic [BeatBytes-1:0] beat_strobe;
  logic [BeatBytes*32-1:0] scratchpad_address;
  store_engine u_store (
    .clk_i               (clk_i),
    .rst_ni              (started_q),
    .start_i             (start_i),
    .command_i           (command_i),
    .base_i              (base_i),
    .ready_o             (ready),
    .done_o              (done),
    .burst_valid_o       (burst_valid),
    .burst_address_o     (burst_address),
    .burst_bytes_o       (burst_bytes),
    .burst_grant_i       (burst_grant_i),
    .response_i          (response_i),
    .beat_valid_o        (beat_valid),
    .beat_ready_i        (beat_ready_i),
    .beat_data_o         (beat_data),
    .beat_strobe_o       (beat_strobe),
    .beat_last_o         (beat_last),
    .scratchpad_valid_o  (scratchpad_valid),
    .scratchpad_address_o(scratchpad_address),
    .scratchpad_data_i   (scratchpad_data_i)
  );

  // The model: bursts granted and not answered, and of those the ones whose last beat was taken.
  logic [4:0] outstanding_q, written_q, queued;
  logic waits_q, read_q, last_q;
  logic [BeatBytes*8-1:0] data_q, scratchpad_q;
  logic [BeatBytes-1:0] strobe_q;
  always_ff @(posedge clk_i) begin
    outstanding_q <= !started_q ? 5'd0 : outstanding_q + {4'd0, burst_grant_i} - {4'd0, response_i};
    written_q <= !started_q ? 5'd0
                            : written_q + {4'd0, beat_valid && beat_ready_i && beat_last} - {4'd0, response_i};
    waits_q <= started_q && beat_valid && !beat_ready_i;
    read_q <= !started_q || scratchpad_valid;
    last_q <= beat_last;
    data_q <= beat_data;
    strobe_q <= beat_strobe;
    scratchpad_q <= scratchpad_data_i;
  end

  // Inside: how many bursts wait for their data, their bytes left and the lane of the next.
  (* hierconn *) logic [4:0] \u_store.count_q ;
  (* hierconn *) logic [Bits-1:0] \u_store.granted_q[0] , \u_store.granted_q[1] , \u_store.granted_q[2] , \u_store.granted_q[3] ,
      \u_store.granted_q[4] , \u_store.granted_q[5] , \u_store.granted_q[6] , \u_store.granted_q[7] ;
  (* hierconn *) logic [Bits-1:0] \u_store.granted_q[8] , \u_store.granted_q[9] , \u_store.granted_q[10] , \u_store.granted_q[11] ,
      \u_store.granted_q[12] , \u_store.granted_q[13] , \u_store.granted_q[14] , \u_store.granted_q[15] ;
  (* hierconn *) logic [Lane-1:0] \u_store.lane_q[0] , \u_store.lane_q[1] , \u_store.lane_q[2] , \u_store.lane_q[3] ,
      \u_store.lane_q[4] , \u_store.lane_q[5] , \u_store.lane_q[6] , \u_store.lane_q[7] ;
  (* hierconn *) logic [Lane-1:0] \u_store.lane_q[8] , \u_store.lane_q[9] , \u_store.lane_q[10] , \u_store.lane_q[11] ,
      \u_store.lane_q[12] , \u_store.lane_q[13] , \u_store.lane_q[14] , \u_store.lane_q[15] ;
  logic [16*(Lane+Bits)-1:0] list;
  logic [Lane+Bits-1:0] held;
  assign list = {\u_store.lane_q[15] , \u_store.granted_q[15] , \u_store.lane_q[14] , \u_store.granted_q[14] ,
                 \u_store.lane_q[13] , \u_store.granted_q[13] , \u_store.lane_q[12] , \u_store.granted_q[12] ,
                 \u_store.lane_q[11] , \u_store.granted_q[11] , \u_store.lane_q[10] , \u_store.granted_q[10] ,
                 \u_store.lane_q[9] , \u_store.granted_q[9] , \u_store.lane_q[8] , \u_store.granted_q[8] ,
                 \u_store.lane_q[7] , \u_store.granted_q[7] , \u_store.lane_q[6] , \u_store.granted_q[6] ,
                 \u_store.lane_q[5] , \u_store.granted_q[5] , \u_store.lane_q[4] , \u_store.granted_q[4] ,
                 \u_store.lane_q[3] , \u_store.granted_q[3] , \u_store.lane_q[2] , \u_store.granted_q[2] ,
                 \u_store.lane_q[1] , \u_store.granted_q[1] , \u_store.lane_q[0] , \u_store.granted_q[0] };
  assign queued = outstanding_q - written_q - {4'd0, beat_valid && beat_last};

  // The burst that is followed: bursts ahead of it in the list, lane, bytes, the number of its next beat to be read;
  // and the number of the one at the port.
  logic followed_q, port_q, reads_it;
  logic [3:0] ahead_q;
  logic [Lane-1:0] lane_q;
  logic [Bits-1:0] bytes_q;
  logic [Bits:0] whole;
  logic [Bits-Lane:0] next_q, port_beat_q, last_beat;
  logic list_last, waits_now, empty;
  assign waits_now = beat_valid && !beat_ready_i;
  assign whole = {1'b0, bytes_q} + {{(Bits + 1 - Lane) {1'b0}}, lane_q};
  assign last_beat = (Bits - Lane + 1)'((whole - (Bits + 1)'(1)) >> Lane);
  assign reads_it = followed_q && ahead_q == 4'd0 && scratchpad_valid;
  always_comb begin
    held = '0;
    empty = 1'b0;
    for (int unsigned e = 0; e < 16; e++) begin
      if (ahead_q == 4'(e)) held = list[e*(Lane+Bits)+:Lane+Bits];
      if (5'(e) < queued && list[e*(Lane+Bits)+:Bits] == '0) empty = 1'b1;
    end
    // The oldest burst's last beat is read in this cycle.
    list_last = scratchpad_valid && {1'b0, list[Bits-1:0]} + (Bits + 1)'(list[Lane+Bits-1:Bits]) <= (Bits + 1)'(BeatBytes);
  end
  always_ff @(posedge clk_i) begin
    if (!started_q) begin
      followed_q <= 1'b0;
      port_q <= 1'b0;
    end else begin
      if (!waits_now) port_q <= reads_it;
      if (reads_it) port_beat_q <= next_q;
      if (follow_i && burst_grant_i && !followed_q && !port_q) begin
        followed_q <= 1'b1;
        ahead_q <= 4'(queued - {4'd0, list_last});
        lane_q <= burst_address[Lane-1:0];
        bytes_q <= burst_bytes;
        next_q <= '0;
      end else if (followed_q) begin
        if (list_last) begin
          followed_q <= ahead_q != 4'd0;
          ahead_q <= ahead_q - 4'd1;
        end
        if (reads_it) next_q <= next_q + (Bits - Lane + 1)'(1);
      end
    end
  end
  logic [Bits:0] left;
  logic [BeatBytes-1:0] expected_strobe;
  assign left = next_q == '0 ? {1'b0, bytes_q} : whole - {next_q, {Lane{1'b0}}};
  always_comb begin
    for (int unsigned b = 0; b < BeatBytes; b++) begin
      expected_strobe[b] = {port_beat_q, Lane'(b)} >= (Bits + 1)'(lane_q) && {port_beat_q, Lane'(b)} < whole;
    end
    if (started_q) begin
      assume (burst_bytes != '0 && 16'(burst_address[11:0] & 12'(octet_pkg::BurstBytes - 1)) + 16'(burst_bytes)
                                   <= 16'(octet_pkg::BurstBytes));
      assume (!burst_grant_i || outstanding_q < 5'd16);
      assume (!response_i || written_q != 5'd0);
      assume (read_q || scratchpad_data_i == scratchpad_q);
      if (waits_q) beat_stays : assert (beat_valid && beat_data == data_q && beat_strobe == strobe_q && beat_last == last_q);
      counted : assert (\u_store.count_q == queued && queued <= 5'd16);
      none_lost : assert (outstanding_q <= 5'd16 && {1'b0, outstanding_q} == {1'b0, \u_store.count_q } + {1'b0, written_q} +
                                                                    {5'd0, beat_valid && beat_last});
      each_has_bytes : assert (!empty);
      if (beat_valid) beat_has_bytes : assert (beat_strobe != '0);
      if (followed_q) begin
        in_the_list : assert ({1'b0, ahead_q} < queued && held[Bits-1:0] == left[Bits-1:0] && !left[Bits] &&
                              held[Lane+Bits-1:Bits] == (next_q == '0 ? lane_q : '0));
        not_ended : assert (next_q <= last_beat && (ahead_q == 4'd0 || next_q == '0) && bytes_q != '0 &&
                            whole <= (Bits + 1)'(octet_pkg::BurstBytes));
      end
      if (port_q) begin
        its_strobes : assert (beat_valid && beat_strobe == expected_strobe);
        its_last : assert (beat_last == (port_beat_q == last_beat) && port_beat_q <= last_beat);
        whole_fits : assert (bytes_q != '0 && whole <= (Bits + 1)'(octet_pkg::BurstBytes));
        beat_by_beat : assert (beat_last ? !followed_q : followed_q && ahead_q == 4'd0 &&
                                                              next_q == port_beat_q + (Bits - Lane + 1)'(1));
      end else if (followed_q) begin
        begins_with_the_first : assert (next_q == '0 || (ahead_q == 4'd0 && next_q <= last_beat));
      end
    end
  end
endmodule
