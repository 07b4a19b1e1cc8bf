update raw.runs
set
    finished_at = $finished_at,
    data_digest = $data_digest
where run_id = $run_id
