# syntax=docker/dockerfile:1
# The server with a Java runtime of its own on an image that has no shell and no package manager (glibc). From the root of the repository:
#   docker build -f deploy/distroless.Dockerfile -t coracle:distroless .
FROM eclipse-temurin:25-jdk-noble AS build
RUN apt-get update && apt-get install -y --no-install-recommends binutils && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
# Maven keeps what it downloads between builds.
RUN --mount=type=cache,target=/root/.m2 ./mvnw -q -P app -pl cli -am package \
    && CORACLE_BUILT=1 deploy/image.sh /opt/coracle && mkdir -p /var/lib/coracle

FROM gcr.io/distroless/base-debian12:nonroot
COPY --from=build /opt/coracle /opt/coracle
COPY --from=build --chown=65532:65532 /var/lib/coracle /var/lib/coracle
USER 65532:65532
ENV CORACLE_HOME=/var/lib/coracle CORACLE_HOST=0.0.0.0 PORT=3000 CORACLE_LOG_FORMAT=json
VOLUME /var/lib/coracle
EXPOSE 3000
ENTRYPOINT ["/opt/coracle/runtime/bin/java", "@/opt/coracle/java.options", "-XX:AOTCache=/opt/coracle/serve.aot", "-jar", "/opt/coracle/coracle-cli.jar", "serve"]
