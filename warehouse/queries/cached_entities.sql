select
    text_hash,
    any_value(entities) as entities
from cache.entities
where
    model = $model
    and list_contains($hashes, text_hash)
group by text_hash
