# jisr serve, with the bundled model inside: docker build -t jisr . && docker run -p 5000:5000 -v jisr:/data jisr
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE jisr.py ./
COPY models models
COPY translate translate
COPY corpus corpus
COPY experiments experiments
COPY service service
RUN python -m venv /opt/jisr \
 && /opt/jisr/bin/pip install --no-cache-dir --constraint constraints.txt '.[serve,pdf,postgres,redis]'

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home --home-dir /data jisr
COPY --from=build /opt/jisr /opt/jisr
ENV PATH=/opt/jisr/bin:$PATH PYTHONUNBUFFERED=1 JISR_HOME=/data
USER jisr
WORKDIR /data
# Articles, the translation memory and fetched models; the program itself writes nowhere else.
VOLUME /data
EXPOSE 5000
# Ready, not only alive: a container whose model is not loaded gets no requests.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:5000/ready', timeout=4)"]
STOPSIGNAL SIGTERM
# --grace: `docker stop` kills after 10 seconds. Anybody who reaches the port gets in until there is a key: docker exec CONTAINER jisr keys add NAME
ENTRYPOINT ["jisr", "serve", "--host", "0.0.0.0", "--log", "json", "--grace", "8"]
