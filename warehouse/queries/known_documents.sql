select digest
from raw.documents
where list_contains($digests, digest)
