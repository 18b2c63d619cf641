# The image of the site, the worker and the beat: one image, three commands (docker-compose.yml).
FROM python:3.11-slim

ENV MODE=production
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/kindly

# Wheels only, each checked against its hash: nothing is built here and no compiler is needed.
COPY requirements.lock ./
RUN pip install --only-binary :all: --require-hashes -r requirements.lock

COPY alembic.ini ./
COPY bin/healthy.py bin/
COPY curriculum curriculum
COPY course course
COPY tasks tasks
COPY web web
RUN pybabel -q compile -d web/translations

RUN useradd --system --uid 10001 --home-dir /srv/kindly --shell /usr/sbin/nologin kindly \
    && install -d -o kindly /var/lib/kindly /var/lib/kindly/state
USER kindly

# The bell timers are made here once, so the image may run read-only; only copies of recordings are written later.
ENV SOUND=/var/lib/kindly/sound
ENV STATE=/var/lib/kindly/state
RUN python -m curriculum sound "$SOUND/timers"

EXPOSE 8000
# No access log: the address of a letter's link is a secret of the person it was sent to.
CMD ["gunicorn", "web.app:create_app()", "--bind", "0.0.0.0:8000", "--config", "python:web.serving", "--worker-tmp-dir", "/dev/shm"]
