select
    text_hash,
    any_value(vector) as vector
from cache.vectors
where
    model = $model
    and list_contains($hashes, text_hash)
group by text_hash
