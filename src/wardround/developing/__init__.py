"""Tools of those who write Wardround: skeletons of checks, reference pages, recordings of real hosts."""
