package dev.casement.cli.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.FakeVirtualMachine;
import dev.casement.hypervisor.VirtualMachine;
import dev.casement.report.BuildListener;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The page in a real browser. */
class LivePageIT {
  private static final String HOSTILE = "<img src=x onerror='window.hacked=1'><b>bold</b>";

  @TempDir static Path profile;
  private static Chromium browser;

  @TempDir Path directory;
  private LivePage page;
  private BuildListener build;

  @BeforeAll
  static void startBrowser() throws IOException, InterruptedException {
    browser = new Chromium(profile);
  }

  @AfterAll
  static void closeBrowser() {
    browser.close();
  }

  @BeforeEach
  void open() throws InterruptedException {
    page = new LivePage(new WebAddress("127.0.0.1", 0), Clock.systemUTC());
    build = page.heard("", event -> {});
    browser.open(page.url());
    browser.await("document.getElementById('connection').textContent === 'Connected'");
  }

  @AfterEach
  void close() {
    page.close();
  }

  private static String text(String selector) {
    return browser.value("document.querySelector('" + selector + "').textContent");
  }

  private static String rows() {
    return browser.value(
        "[...document.querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell =>"
            + " cell.textContent).join('|')).join('\\n')");
  }

  private static void awaitText(String text) throws InterruptedException {
    browser.await("document.body.innerText.includes(" + quoted(text) + ")");
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\\\"") + "\"";
  }

  private void untilTheInstallation() {
    build.on(Told.begins("server"));
    build.on(Told.stage("AcquireMedia"));
    build.on(Told.done("AcquireMedia"));
    build.on(Told.stage(Told.INSTALL));
    build.on(Told.progress(45, "netkvm.inf"));
  }

  @Test
  void showsWhatHappensWhenItHappens() throws InterruptedException {
    untilTheInstallation();
    build.on(Told.progress(46, "netkvm.inf"));
    build.on(Told.warning("no checksum"));

    awaitText("no checksum");
    assertThat(browser.value("String(document.querySelectorAll('.log li').length)"))
        .as("the same again is not worth a line")
        .isEqualTo("1");
    assertThat(text("h2")).isEqualTo("server runs");
    assertThat(rows())
        .matches(
            "AcquireMedia\\|1m15s\\|2h\\|done\nInstallWindows\\|[0-9]*s?\\|2h\\|runs\nVerifyDisk\\|\\|\\|waits");
    assertThat(text(".step")).isEqualTo("drivers: netkvm.inf");
    assertThat(browser.value("String(document.querySelector('progress').value)")).isEqualTo("46");
    assertThat(text(".log")).contains("drivers: netkvm.inf");
    assertThat(text("#announcement")).isEqualTo("Warning: no checksum");
    browser.await("/^[1-9]/.test(document.querySelector('tr.running .time').textContent)");
  }

  @Test
  void aReloadLosesNothing() throws InterruptedException {
    untilTheInstallation();
    awaitText("netkvm.inf");
    String before = text(".log");

    browser.call("Page.reload", Map.of());
    browser.await("performance.getEntriesByType('navigation')[0].type === 'reload'");
    awaitText("netkvm.inf");

    assertThat(text(".log")).isEqualTo(before);
    assertThat(text("h2")).isEqualTo("server runs");
  }

  @Test
  void whatIsSaidWhileTheConnectionIsLostIsShownOnceWhenItIsBack()
      throws IOException, InterruptedException {
    URI url = URI.create(page.url());
    try (Line line = new Line(url.getPort())) {
      browser.open("http://127.0.0.1:" + line.port() + url.getPath());
      browser.await("location.port === '" + line.port() + "'");
      untilTheInstallation();
      awaitText("netkvm.inf");

      line.cut();
      awaitText("The connection is lost");
      build.on(Told.progress(50, "said while away"));
      line.repair();

      awaitText("said while away");
      assertThat(text("#connection")).isEqualTo("Connected");
      assertThat(browser.value("String(document.querySelectorAll('.log li').length)"))
          .isEqualTo("2");
    }
  }

  @Test
  void whatTheGuestSaysIsTextAndNothingElse() throws InterruptedException {
    untilTheInstallation();
    build.on(Told.progress(1, HOSTILE));
    build.on(Told.warning(HOSTILE));
    build.on(Told.failed(Path.of("/evidence/" + HOSTILE)));

    awaitText("Evidence: /evidence/");
    assertThat(text(".warnings li")).isEqualTo(HOSTILE);
    assertThat(text(".log")).contains(HOSTILE);
    assertThat(
            browser.value(
                "String(document.querySelectorAll('main img:not(.screen), main b').length)"))
        .isEqualTo("0");
    assertThat(browser.value("String(window.hacked)")).isEqualTo("undefined");
  }

  @Test
  void aFailureSaysWhatHappenedAndWhatToDo() throws InterruptedException {
    untilTheInstallation();
    build.on(Told.failed(directory));

    awaitText("it broke");
    assertThat(text(".result")).contains("What to do: mend it", "Evidence: " + directory);
    assertThat(text("h2")).isEqualTo("server failed");
    assertThat(rows()).contains("InstallWindows|", "|failed");
  }

  @Test
  void theReportCanBeReadWhenCasementHasEnded() throws IOException, InterruptedException {
    Files.writeString(
        directory.resolve("report.html"),
        "<style>p { color: rgb(1, 2, 3) }</style><p>all is well</p>");
    untilTheInstallation();
    build.on(Told.done(Told.INSTALL));
    build.on(Told.verified());
    build.on(Told.finished(directory));
    awaitText("Image: " + directory.resolve("x.qcow2"));
    assertThat(text(".result"))
        .contains("Disk checked: 52 rules found 1:", "warning: <b>a file</b>: left [left-over]");

    page.close();

    awaitText("Casement has ended");
    browser.await("document.querySelector('.result a').href.startsWith('blob:')");
    browser.value(
        "const link = document.querySelector('.result a'); link.target = ''; link.click()");
    browser.await("location.protocol === 'blob:' && document.readyState === 'complete'");
    assertThat(text("p")).isEqualTo("all is well");
    assertThat(browser.value("getComputedStyle(document.querySelector('p')).color"))
        .isEqualTo("rgb(1, 2, 3)");
  }

  @Test
  void aSuccessSaysWhereTheImageIsPublished() throws InterruptedException {
    untilTheInstallation();
    build.on(Told.made(directory));
    build.on(Told.published("north", "1f0e-aa", HOSTILE));
    build.on(Told.published("south", "2a3b-bb", "Windows"));
    build.on(Told.finished(directory));

    awaitText("Image: " + directory.resolve("x.qcow2"));
    assertThat(text(".result"))
        .contains("Published in north: 1f0e-aa, \"" + HOSTILE + "\"")
        .contains("Published in south: 2a3b-bb, \"Windows\"");
  }

  @Test
  void ifOnlyThePublicationHasFailedTheImageIsShownToo() throws InterruptedException {
    untilTheInstallation();
    build.on(Told.made(directory));
    build.on(Told.published("north", "1f0e-aa", "Windows"));
    build.on(Told.failed(directory));

    awaitText("it broke");
    assertThat(text("h2")).isEqualTo("server failed");
    assertThat(text(".result"))
        .contains("What to do: mend it")
        .contains("The image is complete: " + directory.resolve("x.qcow2"))
        .contains("Record: " + directory.resolve("manifest.json"))
        .contains("Published in north: 1f0e-aa, \"Windows\"");
  }

  @Test
  void severalBuildsAreShownOneBelowTheOther() throws InterruptedException {
    for (String name : List.of("one", "two")) {
      BuildListener each = page.heard(name, event -> {});
      each.on(Told.begins(name));
      each.on(Told.stage("AcquireMedia"));
    }

    browser.await("document.querySelectorAll('article').length === 2");
    assertThat(
            browser.value(
                "[...document.querySelectorAll('h2')].map(each => each.textContent).join()"))
        .isEqualTo("one runs,two runs");
  }

  @Test
  void theScreenAndTheActivityOfTheMachineAreShownWhileThereIsOne() throws Exception {
    VirtualMachine machine = Watched.machine(page, "", directory);
    untilTheInstallation();

    browser.await("document.querySelector('.screen').naturalWidth === 64");
    String first = browser.value("document.querySelector('.screen').src");
    browser.await("document.querySelector('.screen').src !== '" + first + "'");
    browser.await("document.querySelectorAll('.chart path[d^=M]').length > 0");
    assertThat(text("figcaption")).matches("Disk \\(area\\) [0-9.]+ [KM]iB/s");

    machine.close();
    browser.await("document.querySelector('.machine').hidden");
  }

  private static String hidden(String selector) {
    return browser.value("String(document.querySelector('" + selector + "').hidden)");
  }

  @Test
  void aScreenThatIsMissedLeavesTheActivity() throws Exception {
    FakeVirtualMachine played = new FakeVirtualMachine(time -> {}).changesItsScreen();
    Watched.machine(page, "", directory, played);
    untilTheInstallation();
    browser.await("document.querySelectorAll('.chart path[d^=M]').length > 0");
    browser.await("!document.querySelector('details').hidden");

    played.losesItsScreen();

    browser.await("document.querySelector('details').hidden");
    assertThat(hidden("figure")).isEqualTo("false");
    assertThat(hidden(".machine")).isEqualTo("false");
  }

  @Test
  void aMachineWithoutScreensShowsItsActivityUntilItEnds() throws Exception {
    FakeVirtualMachine played = new FakeVirtualMachine(time -> {}).losesItsScreen();
    VirtualMachine machine = Watched.machine(page, "", directory, played);
    untilTheInstallation();

    browser.await("document.querySelectorAll('.chart path[d^=M]').length > 0");
    browser.await("document.querySelector('.chart').getBoundingClientRect().height > 0");
    assertThat(hidden("details")).isEqualTo("true");

    machine.close();
    browser.await("document.querySelector('.machine').hidden");
  }

  @Test
  void aScreenThatTheReaderHasClosedGoesWithItsMachine() throws Exception {
    VirtualMachine machine = Watched.machine(page, "", directory);
    untilTheInstallation();
    browser.await("!document.querySelector('details').hidden");
    browser.value("document.querySelector('summary').click()");

    machine.close();

    browser.await("document.querySelector('.machine').hidden");
  }

  @Test
  void itCanBeReadByEarAndByKeyboard() throws InterruptedException {
    untilTheInstallation();
    awaitText("netkvm.inf");

    List<String> nodes =
        browser.call("Accessibility.getFullAXTree", Map.of()).path("nodes").values().stream()
            .filter(node -> !node.path("ignored").asBoolean())
            .map(node -> role(node) + " " + node.path("name").path("value").asString(""))
            .toList();
    assertThat(nodes)
        .contains("heading Casement", "heading server runs", "rowheader InstallWindows")
        .contains("columnheader Limit", "progressbar The current step")
        .anyMatch(node -> node.startsWith("list Messages of the guest"))
        .anyMatch(node -> node.startsWith("status"));
    browser.press("Tab");
    assertThat(browser.value("document.activeElement.className")).isEqualTo("log");
  }

  private static String role(JsonNode node) {
    return node.path("role").path("value").asString();
  }

  @Test
  void itFollowsTheBrowsersChoiceOfColours() throws IOException, InterruptedException {
    untilTheInstallation();
    build.on(Told.warning("no checksum"));
    awaitText("no checksum");

    browser.colours("light");
    assertThat(background()).isEqualTo("rgb(255, 255, 255)");
    browser.screenshot(directory.resolve("light.png"));
    browser.colours("dark");
    assertThat(background()).isEqualTo("rgb(20, 24, 29)");
  }

  private static String background() {
    return browser.value("getComputedStyle(document.body).backgroundColor");
  }
}
