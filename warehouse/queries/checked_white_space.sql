-- Claims that nobody of a run makes, with the vector of their wording.
with open_claims as (
    select
        claim,
        text,
        industry,
        asked,
        at_most,
        doubtful
    from history.white_space
    where run_id = $run_id
),

vectors as (
    select
        text_hash,
        any_value(vector) as vector
    from cache.vectors
    where model = $model
    group by text_hash
)

select
    open_claims.claim,
    open_claims.text,
    open_claims.industry,
    open_claims.asked,
    open_claims.at_most,
    vectors.vector
from open_claims
inner join vectors on vectors.text_hash = sha256(open_claims.text)
where not open_claims.doubtful
order by open_claims.claim
