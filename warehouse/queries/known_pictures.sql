select digest
from raw.pictures
where list_contains($digests, digest)
