from tests.site import SignIn

__all__ = ["SignIn"]
