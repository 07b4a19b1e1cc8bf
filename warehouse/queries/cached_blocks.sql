select
    digest,
    blocks
from cache.blocks
where
    cutter = $cutter
    and list_contains($digests, digest)
