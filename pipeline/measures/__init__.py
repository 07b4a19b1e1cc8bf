"""The formulas: numpy in, numpy out, one documented function each."""
