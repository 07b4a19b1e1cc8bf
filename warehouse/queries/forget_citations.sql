delete from raw.citations
where run_id = $run_id
