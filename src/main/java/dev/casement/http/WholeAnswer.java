package dev.casement.http;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Receives an answer with its body within the request's time limit, which the JDK's HttpClient
 * applies to the headers only.
 */
final class WholeAnswer {
  private WholeAnswer() {}

  /**
   * Sends a request that has a time limit.
   *
   * @throws HttpTimeoutException when the answer is not complete in time
   */
  static <T> HttpResponse<T> of(
      HttpClient client, HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws IOException, InterruptedException {
    Duration limit = request.timeout().orElseThrow();
    CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, body);
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("the answer is not complete");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException broken) {
        throw broken;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      // Closes the connection unless the answer is complete.
      answer.cancel(true);
    }
  }
}
