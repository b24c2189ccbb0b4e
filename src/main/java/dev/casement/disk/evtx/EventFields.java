package dev.casement.disk.evtx;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** Collects what an event's elements say. */
final class EventFields {
  private static final Set<String> WANTED = Set.of("Provider", "EventID", "Level");
  private static final int MOST_VALUES = 100;
  private static final int LONGEST_VALUE = 1000;

  private final Deque<String> path = new ArrayDeque<>();
  private final StringBuilder text = new StringBuilder();
  private final List<String> data = new ArrayList<>();
  private String attribute = "";
  private String provider = "";
  private String source = "";
  private String id = "";
  private String level = "";
  private int depthOfData;

  /** How many elements are open. */
  int depth() {
    return path.size();
  }

  void open(String name) {
    endOfText();
    path.push(name);
    boolean isData = name.equals("EventData") || name.equals("UserData");
    depthOfData = isData && depthOfData == 0 ? path.size() : depthOfData;
  }

  void attribute(String name) {
    endOfText();
    attribute = name;
  }

  /** Whether a value here may be part of an event; most are not. */
  boolean isWanted() {
    return isData()
        ? attribute.isEmpty()
        : WANTED.contains(path.isEmpty() ? "" : String.valueOf(path.peek()));
  }

  /** More of a value; what is too long is cut off. */
  void text(String more) {
    text.append(more, 0, Math.min(more.length(), LONGEST_VALUE - text.length()));
  }

  /** A value of its own: one of several in an array, perhaps empty. */
  void value(String value) {
    text(value);
    if (isData() && attribute.isEmpty()) {
      endOfText();
    }
  }

  void endOfAttributes() {
    endOfText();
    attribute = "";
  }

  void close() {
    endOfText();
    attribute = "";
    path.poll();
    depthOfData = path.size() < depthOfData ? 0 : depthOfData;
  }

  private boolean isData() {
    return depthOfData > 0;
  }

  private void endOfText() {
    String value = text.toString();
    text.setLength(0);
    String element = path.isEmpty() ? "" : String.valueOf(path.peek());
    if (isData()) {
      if (attribute.isEmpty() && !value.isBlank() && data.size() < MOST_VALUES) {
        data.add(value.strip());
      }
    } else if (element.equals("Provider") && attribute.equals("Name")) {
      provider = value;
    } else if (element.equals("Provider") && attribute.equals("EventSourceName")) {
      source = value;
    } else if (element.equals("EventID") && attribute.isEmpty() && !value.isBlank()) {
      id = value;
    } else if (element.equals("Level") && !value.isBlank()) {
      level = value;
    }
  }

  Event event(long record, Instant time) {
    return new Event(
        record, time, provider.isEmpty() ? source : provider, number(id), number(level), data);
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
  }
}
