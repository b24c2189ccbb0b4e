package dev.casement.http;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Discards a body without reading it: a server asked for a range may send all of a huge file. */
final class Untaken implements BodySubscriber<String> {
  private final CompletableFuture<String> nothing = CompletableFuture.completedFuture("");

  @Override
  public CompletionStage<String> getBody() {
    return nothing;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.cancel();
  }

  @Override
  public void onNext(List<ByteBuffer> item) {}

  @Override
  public void onError(Throwable throwable) {}

  @Override
  public void onComplete() {}
}
