# The archive in production; compose.yaml runs it. One image for web, index writer and commands.
# What differs from one place to another comes from the environment when it starts: nothing secret is in the image.

FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/fangzhi
RUN python -m venv /opt/fangzhi
COPY requirements.txt ./
RUN /opt/fangzhi/bin/pip install --no-compile -r requirements.txt
COPY . ./
# Compiled and collected here, because nothing can be written there. The settings ask for a key; this one is thrown away.
RUN /opt/fangzhi/bin/python -m compileall -q archive /opt/fangzhi/lib \
    && FANGZHI_PRODUCTION=1 FANGZHI_VAR=/tmp/var ALLOWED_HOSTS=build FANGZHI_SITE=https://build DATABASE_URL=sqlite:////tmp/var/none \
       SECRET_KEY="$(/opt/fangzhi/bin/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
       /opt/fangzhi/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/var

FROM python:3.13-slim-trixie
# pg_dump and pg_restore, of the version of compose.yaml's PostgreSQL, for backups.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 fangzhi \
    && useradd --system --uid 10001 --gid fangzhi --home-dir /var/lib/fangzhi --shell /usr/sbin/nologin fangzhi \
    && install --directory --owner fangzhi --group fangzhi --mode 0700 /var/lib/fangzhi /var/backups/fangzhi
COPY --from=build /opt/fangzhi /opt/fangzhi
COPY --from=build /srv/fangzhi /srv/fangzhi
ENV PATH=/opt/fangzhi/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    FANGZHI_PRODUCTION=1 \
    FANGZHI_VAR=/var/lib/fangzhi \
    FANGZHI_BACKUPS=/var/backups/fangzhi
WORKDIR /srv/fangzhi
USER 10001:10001
VOLUME ["/var/lib/fangzhi", "/var/backups/fangzhi"]
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["gunicorn", "--config", "python:archive.gunicorn", "--bind", "0.0.0.0:8000"]
