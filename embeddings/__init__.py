"""Text in, vectors and neighbours out: encoders, exact best matches, FAISS search."""
