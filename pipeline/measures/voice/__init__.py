"""The voice of a text: what marks it as polished or as human, and how alike voices are."""
