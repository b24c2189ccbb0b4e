package dev.casement.http;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.casement.report.Failure;
import dev.casement.report.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicAuthCache;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends a large body, each over a connection of its own, by Apache's HttpClient
 * (docs/adr/0013-uploads-by-apache-httpclient.md).
 *
 * <p>Hears an answer that arrives before everything is sent: a server that refuses the request by
 * its headers is not sent the body at all ({@code Expect: 100-continue}, RFC 9110, 10.1.1), and
 * where it refuses later, the rest is not sent.
 */
final class BodySender {
  /** How long to wait for {@code 100 Continue}, which some servers never send; curl's limit. */
  private static final Timeout CONTINUE = Timeout.ofSeconds(1);

  private final SSLContext tls;
  private final ProxyVariables proxies;
  private final Duration connect;
  private final Failure category;

  /**
   * @param connect time limit for a connection
   * @param category of the failure when the proxy rejects the user
   */
  BodySender(SSLContext tls, ProxyVariables proxies, Duration connect, Failure category) {
    this.tls = tls;
    this.proxies = proxies;
    this.connect = connect;
    this.category = category;
  }

  /**
   * Sends a request in the background; the future completes with the answer, an {@link
   * IOException}, or a {@link dev.casement.report.BuildException} when the proxy rejects the user.
   * Cancelling it closes the connection.
   */
  CompletableFuture<Answer> send(Request request, LargeBody body) {
    HttpUriRequestBase message = new HttpUriRequestBase(request.method(), request.uri());
    request.headers().forEach(message::setHeader);
    message.setEntity(new Entity(body));
    HttpClientContext context = context(request);
    CompletableFuture<Answer> answer =
        new CompletableFuture<>() {
          @Override
          public boolean cancel(boolean mayInterrupt) {
            // First, or it may fail by the closed connection instead.
            boolean cancelled = super.cancel(mayInterrupt);
            message.cancel();
            return cancelled;
          }
        };
    // A virtual thread that waits for a socket would cost time at the end of the JVM (ADR 2).
    Thread.ofPlatform()
        .daemon()
        .name("upload")
        .start(
            () -> {
              try {
                answer.complete(send(request, message, context));
              } catch (Throwable e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  private Answer send(Request request, HttpUriRequestBase message, HttpClientContext context)
      throws IOException {
    try (CloseableHttpClient client = client()) {
      message.setConfig(RequestConfig.custom().setExpectContinueEnabled(true).build());
      Answer answer =
          client.execute(message, context, response -> answer(request, response, context));
      if (answer.status() == HttpStatus.SC_EXPECTATION_FAILED) {
        message.setConfig(RequestConfig.DEFAULT);
        return client.execute(message, context, response -> answer(request, response, context));
      }
      return answer;
    }
  }

  private CloseableHttpClient client() {
    return HttpClients.custom()
        .setConnectionManager(connections())
        .setRoutePlanner(new SystemDefaultRoutePlanner(proxies))
        .setRequestExecutor(
            new HttpRequestExecutor(
                Http1Config.custom().setWaitForContinueTimeout(CONTINUE).build(),
                DefaultConnectionReuseStrategy.INSTANCE,
                null))
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableContentCompression()
        .build();
  }

  private HttpClientConnectionManager connections() {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setConnectionFactory(socket -> new ListeningConnection())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(connect))
                .setSocketTimeout(Timeout.DISABLED)
                .build())
        .setTlsSocketStrategy(
            // The JSSE compares the name, as its trust manager wants it.
            new DefaultClientTlsStrategy(
                tls, HostnameVerificationPolicy.BUILTIN, NoopHostnameVerifier.INSTANCE))
        .build();
  }

  /** Sends the proxy its credentials at once, not only when it asks for them. */
  private HttpClientContext context(Request request) {
    HttpClientContext context = HttpClientContext.create();
    BasicAuthCache known = new BasicAuthCache();
    context.setAuthCache(known);
    // By the name under which the route planner knows the proxy.
    if (proxies.select(request.uri()).getFirst().address() instanceof InetSocketAddress proxy) {
      HttpHost host = new HttpHost(proxy.getHostString(), proxy.getPort());
      proxies.user(request.uri()).ifPresent(user -> known.put(host, basic(user)));
    }
    return context;
  }

  private static BasicScheme basic(Secret user) {
    String[] parts = user.reveal().split(":", 2);
    char[] password = parts.length < 2 ? new char[0] : parts[1].toCharArray();
    BasicScheme basic = new BasicScheme();
    basic.initPreemptive(new UsernamePasswordCredentials(parts[0], password));
    return basic;
  }

  private Answer answer(Request request, ClassicHttpResponse response, HttpClientContext context)
      throws IOException {
    if (response.getCode() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED) {
      throw ProxyVariables.rejected(request.uri(), category);
    }
    if ("https".equalsIgnoreCase(request.uri().getScheme()) && context.getSSLSession() == null) {
      // HttpClient returns a proxy's answer to CONNECT as if it were the server's.
      throw new IOException("it refused the connection with HTTP " + response.getCode());
    }
    return new Answer(request.uri(), response.getCode(), headers(response), body(response));
  }

  private static String body(ClassicHttpResponse response) throws IOException {
    if (response.getEntity() == null) {
      return "";
    }
    byte[] bytes = response.getEntity().getContent().readNBytes(Web.LARGEST_ANSWER + 1);
    if (bytes.length > Web.LARGEST_ANSWER) {
      throw new IOException("the answer is longer than " + Web.LARGEST_ANSWER + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static HttpHeaders headers(ClassicHttpResponse response) {
    // A name may be there twice in different case, which HttpHeaders refuses.
    Map<String, List<String>> headers =
        Stream.of(response.getHeaders())
            .collect(
                groupingBy(
                    header -> header.getName().toLowerCase(Locale.ROOT),
                    mapping(Header::getValue, toList())));
    return HttpHeaders.of(headers, (name, value) -> true);
  }

  /** A body that is read while it is sent. */
  private static final class Entity extends AbstractHttpEntity {
    private final LargeBody data;

    Entity(LargeBody data) {
      // The request's headers name the type.
      super((String) null, null, false);
      this.data = data;
    }

    @Override
    public long getContentLength() {
      return data.size();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      data.writeTo(out);
    }

    @Override
    public InputStream getContent() {
      throw new UnsupportedOperationException("this body is written, not read");
    }

    @Override
    public boolean isStreaming() {
      return true;
    }

    @Override
    public boolean isRepeatable() {
      return false;
    }

    @Override
    public void close() {
      // Whoever made the data closes it.
    }
  }
}
