-- Counting one person's reveals of the last hour (S19) must not read the whole audit.
ALTER TABLE audit ADD KEY actor (actor_kind, actor_id, action, at);
