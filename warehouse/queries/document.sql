select html
from raw.documents
where digest = $digest
