"""The form token on every unsafe request. Two routes are exempt by name: the stop link of letters, which mail
programs press, and reports that letters came back, which are signed.
"""

from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()
