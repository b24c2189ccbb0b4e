package dev.casement.http;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** A connection that hears an answer while the request's body is being sent. */
final class ListeningConnection extends DefaultManagedHttpClientConnection {
  private @Nullable Socket network;
  private @Nullable ClassicHttpResponse early;

  ListeningConnection() {
    super(
        "upload",
        null,
        null,
        Http1Config.DEFAULT,
        null,
        null,
        (request, connection, in, sent, next) -> ((ListeningConnection) connection).hasAnswer(),
        null,
        null);
  }

  @Override
  public void bind(Socket socket) throws IOException {
    network = socket;
    super.bind(socket);
  }

  @Override
  public void bind(SSLSocket secured, Socket socket) throws IOException {
    network = socket;
    super.bind(secured, socket);
  }

  /**
   * Whether the server has given its final answer already. Asked before each piece: usually a
   * system call says that nothing has arrived. What has arrived may also be a late {@code 100
   * Continue}, or TLS' tickets for a later session.
   */
  private boolean hasAnswer() throws IOException {
    boolean arrived = network != null && network.getInputStream().available() > 0;
    try {
      while (arrived && early == null && isDataAvailable(Timeout.ONE_MILLISECOND)) {
        ClassicHttpResponse response = super.receiveResponseHeader();
        early = response.getCode() < HttpStatus.SC_OK ? null : response;
      }
    } catch (HttpException e) {
      throw new IOException(e.getMessage(), e);
    }
    return early != null;
  }

  @Override
  public ClassicHttpResponse receiveResponseHeader() throws HttpException, IOException {
    ClassicHttpResponse known = early;
    early = null;
    return known == null ? super.receiveResponseHeader() : known;
  }
}
