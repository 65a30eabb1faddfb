# Serin's worker and command, as they are published.
FROM node:24.21.0-trixie AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY worker/package.json worker/package.json
COPY dashboard/package.json dashboard/package.json
COPY infra/local/package.json infra/local/package.json
COPY infra/aws/package.json infra/aws/package.json
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY client client
COPY worker worker
COPY dashboard dashboard
COPY activities activities
COPY encryption encryption
COPY workflows workflows
COPY infra/local infra/local
COPY infra/packages infra/packages
# The commit that it is built from, for `serin --version`.
ARG SERIN_COMMIT=unknown
RUN npm run build \
 && npm ci --omit=dev --workspace=serin-worker --workspace=serin-dashboard --ignore-scripts --no-audit --no-fund \
 && mkdir bin && ln -s ../dist/command/serin.js bin/serin && chmod +x dist/command/serin.js
# Temporal's native part comes for every system; this image is of one.
RUN find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
      ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +

FROM node:24.21.0-trixie-slim
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /app/package.json /app/package.json
COPY --from=build /app/bin /app/bin
COPY --from=build /app/dist /app/dist
COPY --from=build /app/worker/package.json /app/worker/package.json
COPY --from=build /app/worker/dist /app/worker/dist
COPY --from=build /app/dashboard/package.json /app/dashboard/package.json
COPY --from=build /app/dashboard/dist /app/dashboard/dist
COPY --from=build /app/node_modules /app/node_modules
WORKDIR /app
# At home are the AWS profiles, where somebody mounts them: /home/serin/.aws.
ENV PATH=/app/bin:$PATH \
    HOME=/home/serin \
    NODE_ENV=production \
    SERIN_HEALTH_ADDRESS=0.0.0.0:8080
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "worker/dist/healthy.js", "127.0.0.1:8080"]
CMD ["serin", "worker"]
