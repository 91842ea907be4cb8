# The portal's image: web, worker and beat are the same image with different commands.
# Not run on the machine it was written on (no container engine there): see docs/operations.md.

FROM node:24-slim AS assets
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY static ./static
RUN npm run build

FROM python:3.13-slim AS packages
WORKDIR /portal
COPY requirements.txt ./
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.txt

FROM python:3.13-slim AS portal
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home --home-dir /var/lib/portal portal
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings.production \
    PORTAL_VAR=/var/lib/portal
WORKDIR /portal
COPY --from=packages /venv /venv
COPY . .
COPY --from=assets /portal/static/build ./static/build
# Static files and translations belong to the image; the secrets here open nothing and are not kept.
# Production refuses a key that encrypts nothing, so this one is well-formed: 32 zero bytes.
RUN python -c "from portal.commands.assets import compile_translations; compile_translations()" \
 && SECRET_KEY=only-while-the-image-is-being-built BLIND_INDEX_KEY=only-while-the-image-is-being-built \
    FIELD_ENCRYPTION_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= ALLOWED_HOSTS=build \
    PORTAL_URL=https://build DATABASE_URL=postgresql://build REDIS_URL=redis://build \
    python manage.py collectstatic --noinput --verbosity 0 --ignore redoc \
 && mkdir -p /var/lib/portal/files /var/lib/portal/metrics \
 && chown -R portal:portal /var/lib/portal
# The figures of all web processes together; without it /metrics answers for whichever process was asked.
ENV PROMETHEUS_MULTIPROC_DIR=/var/lib/portal/metrics
USER portal
VOLUME /var/lib/portal/files
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-m", "portal.commands.probe"]
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "4", "--threads", "4", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
