"""Who works on which article: the queue, the board, handing in, back and over."""
