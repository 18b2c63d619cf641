"""The domain: facts as rows, the verbs on them, and the questions asked of them."""
