-- Pairs of statements of different companies that read as the same claim.
select
    statement_id,
    other_id,
    company,
    other,
    similarity,
    probability
from same_claim_pairs
where
    company != other
    and probability >= $least_probability
order by statement_id, other_id
