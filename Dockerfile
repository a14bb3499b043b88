# One image for the six services and casting; the argument says which: `docker run ratusz intake`.

FROM python:3.11-slim AS packages
COPY requirements.lock .
RUN python -m venv /packages \
 && /packages/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

FROM python:3.11-slim
ENV PATH=/packages/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /app
COPY --from=packages /packages /packages
COPY locale locale
COPY shared shared
COPY services services
COPY deploy deploy
RUN python -m compileall -q shared services deploy \
 && useradd --system --uid 10001 --no-create-home ratusz \
 && install --directory --owner=10001 --mode=0700 /keys
USER 10001
ENTRYPOINT ["python", "-m", "deploy.cli", "serve"]
