"""The words of production in the reader's language; everything else of production may say them."""
