"""Which detectors see which edits: the pages, the edits and the detectors of the comparison."""
