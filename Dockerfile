# Folio as one image: the built server, the built page, and the packages they need to run.
#
#   docker build -t folio .
#   docker run -p 127.0.0.1:8000:8000 -e SECRET_KEY -v folio-data:/data folio
#
# The same Node and the same Debian in every stage: the SQLite module is native.

FROM node:24-bookworm AS build
WORKDIR /app
# First what says which packages there are: while that stays the same, the layer with the packages does too.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY protocol/package.json protocol/
COPY markdown/package.json markdown/
COPY migrations/package.json migrations/
COPY server/package.json server/
COPY web/package.json web/
COPY bench/package.json bench/
COPY chaos/package.json chaos/
COPY scripts/lib scripts/lib
RUN node -e "import('./scripts/lib/install.mjs').then(({ install }) => install())"
COPY . .
RUN npm run build

FROM node:24-bookworm AS packages
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY protocol/package.json protocol/
COPY markdown/package.json markdown/
COPY migrations/package.json migrations/
COPY server/package.json server/
COPY web/package.json web/
COPY bench/package.json bench/
COPY chaos/package.json chaos/
RUN npx --yes pnpm@10.34.9 install --frozen-lockfile --prod --filter @folio/server

# Without a compiler, and without anything that only builds or tests.
FROM node:24-bookworm-slim
ENV NODE_ENV=production APP_ENV=production DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=packages /app/server/node_modules server/node_modules
COPY server/package.json server/
COPY --from=build /app/server/dist server/dist
COPY --from=build /app/web/dist web/dist
RUN install -d -o node -g node -m 700 /data
# The user node, by its number: only so can an orchestrator tell that it is not root.
USER 1000:1000
# The one place it writes to; the rest may be mounted read-only.
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# No shell in between: the signal reaches the server itself, which then drains.
CMD ["node", "server/dist/main.js"]
