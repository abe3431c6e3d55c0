-- Pages read orders by state, newest first, and calls, audit and alarms by keyset.
ALTER TABLE pay_order ADD KEY state_id (state, id);
ALTER TABLE outside_call ADD KEY peer_id (peer, id);
ALTER TABLE job ADD KEY kind_state (kind, state);
