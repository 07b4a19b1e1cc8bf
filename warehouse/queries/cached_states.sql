select
    text_hash,
    any_value(states) as states
from cache.states
where
    encoder = $encoder
    and list_contains($hashes, text_hash)
group by text_hash
