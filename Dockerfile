# The service and the command line, on nothing but Node and the libraries it needs (docs/adr/0027-the-image.md).
#   podman build -t iinspect:0.1.0 .
#   podman run --rm -p 127.0.0.1:3000:3000 -e ALLOW_INSECURE=true iinspect:0.1.0
# Any image with Node 24.9 or newer, npm and the tools of Debian will do; pin it by its digest where builds must be the same.
ARG NODE_IMAGE=docker.io/library/node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
# Packages before sources: they change less often. Nothing of theirs runs while they are installed (.npmrc).
COPY package.json package-lock.json .npmrc ./
COPY scripts/bootstrap.mjs scripts/
COPY scripts/bootstrap scripts/bootstrap/
RUN node scripts/bootstrap.mjs install
COPY LICENSE nest-cli.json tsconfig.json tsconfig.build.json ./
COPY scripts scripts/
COPY src src/
# For a build that can be repeated: the time that the bill of materials tells, in seconds.
ARG SOURCE_DATE_EPOCH
RUN npm run --silent bundle && node scripts/image-root.ts /image

FROM scratch
# Twice, so that a new version of ours is a small layer on a large one that is there already.
COPY --from=build /image/system /
COPY --from=build /image/app /
# Inside of a container nobody reaches 127.0.0.1. On an open address the service starts with AUTH, with TLS, or with ALLOW_INSECURE=true.
ENV PATH=/usr/local/bin NODE_ENV=production HOST=0.0.0.0
USER 65532:65532
WORKDIR /
EXPOSE 3000 9090
STOPSIGNAL SIGTERM
# Two fifths of the container's memory are for the heap, so that it is tidied before the kernel ends the process: left to itself Node takes 259 MiB
# for granted, however small the container. Whoever sets NODE_OPTIONS for something else repeats it.
ENV NODE_OPTIONS=--max-old-space-size-percentage=40
# The flags of scripts/bootstrap/node-flags.mjs.
ENTRYPOINT ["/usr/local/bin/node", "--max-semi-space-size=4", "--disable-sigusr1", "--report-exclude-env", "--report-exclude-network", "/app/iinspect.js"]
CMD ["serve"]
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="iinspect" \
      org.opencontainers.image.description="Reads a payment card number and says what can honestly be said about it, and why." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}"
