class MaskscopeError(Exception):
    """One sentence: what happened, where, what to do."""
