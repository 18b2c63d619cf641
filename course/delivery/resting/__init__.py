"""A channel that does not work is left in peace, and then asked by one process alone.

Letters wait meanwhile as they are: nobody claims them, and no attempt is counted.
"""
