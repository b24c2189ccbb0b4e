package dev.casement.windows;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The public client setup keys (GVLK) that let an edition activate with a KMS host.
 *
 * <p>Source: Microsoft Learn, "Key Management Services (KMS) client activation and product keys for
 * Windows Server and Windows" (2024-10-01). Editions that are not there have none: evaluation,
 * Home, and OEM editions.
 */
public final class ClientSetupKeys {
  private static final Map<String, String> WINDOWS_7 =
      Map.of(
          "professional", "FJ82H-XT6CR-J8D7P-XQJJ2-GPDD4",
          "professionaln", "MRPKT-YTG23-K7D7T-X2JMM-QY7MG",
          "professionale", "W82YF-2Q76Y-63HXB-FGJG9-GF7QX",
          "enterprise", "33PXH-7Y6KF-2VJC9-XBBR8-HVTHH",
          "enterprisen", "YDRBP-3D83W-TY26F-D46B2-XCKRJ",
          "enterprisee", "C29WB-22CC8-VJ326-GHFJW-H9DH4");

  private static final Map<String, String> WINDOWS_8_1 =
      Map.of(
          "professional", "GCRJD-8NW9H-F2CDX-CCM8D-9D6T9",
          "professionaln", "HMCNV-VVBFX-7HMBH-CTY9B-B4FXY",
          "enterprise", "MHF9N-XY6XB-WVXMC-BTDCT-MKKG7",
          "enterprisen", "TT4HM-HN7YT-62K67-RGRQJ-JFFXW");

  private static final Map<String, String> WINDOWS_10_AND_11 =
      Map.ofEntries(
          Map.entry("professional", "W269N-WFGWX-YVC9B-4J6C9-T83GX"),
          Map.entry("professionaln", "MH37W-N47XK-V7XM9-C7227-GCQG9"),
          Map.entry("professionalworkstation", "NRG8B-VKK3Q-CXVCJ-9G2XF-6Q84J"),
          Map.entry("professionalworkstationn", "9FNHH-K3HBT-3W4TD-6383H-6XYWF"),
          Map.entry("professionaleducation", "6TP4R-GNPTD-KYYHQ-7B7DP-J447Y"),
          Map.entry("professionaleducationn", "YVWGF-BXNMC-HTQYQ-CPQ99-66QFC"),
          Map.entry("education", "NW6C2-QMPVW-D7KKK-3GKT6-VCFB2"),
          Map.entry("educationn", "2WH4N-8QGBV-H22JP-CT43Q-MDWWJ"),
          Map.entry("enterprise", "NPPR9-FWDCX-D2C8J-H872K-2YT43"),
          Map.entry("enterprisen", "DPH2V-TTNVB-4X9Q3-TJR4H-KHJW4"),
          Map.entry("enterpriseg", "YYVX9-NTFWV-6MDM3-9PT4T-4M68B"),
          Map.entry("enterprisegn", "44RPN-FTY23-9VTTB-MP9BX-T84FV"));

  private ClientSetupKeys() {}

  /**
   * The key of an edition, by its edition ID and its build.
   *
   * @param build tells the long-term servicing releases of Windows 10 apart, each has its own key
   */
  public static Optional<ProductKey> of(Release release, EditionId edition, int build) {
    String id = edition.value().toLowerCase(Locale.ROOT);
    String key =
        switch (release) {
          case WINDOWS_7 -> WINDOWS_7.get(id);
          case WINDOWS_8_1 -> WINDOWS_8_1.get(id);
          case WINDOWS_10, WINDOWS_11 ->
              longTerm(id, build)
                  .or(() -> Optional.ofNullable(WINDOWS_10_AND_11.get(id)))
                  .orElse("");
          case SERVER_2008_R2 -> server2008R2(withoutCore(id));
          case SERVER_2012 ->
              server(id, "XC9B7-NBPP2-83J2H-RHMBY-92BT4", "48HP8-DN98B-MYWDG-T2DCC-8W83P");
          case SERVER_2012_R2 ->
              server(id, "D2N9P-3P6X9-2R39C-7RTCD-MDVJX", "W3GGN-FT8W3-Y4M27-J84CP-Q3VJ9");
          case SERVER_2016 ->
              server(id, "WC2BQ-8NRM3-FDDYY-2BFGV-KHKQY", "CB7KF-BWN84-R7R2Y-793K2-8XDDG");
          case SERVER_2019 ->
              server(id, "N69G4-B89J2-4G8F4-WWYCC-J464C", "WMDGN-G9PQG-XVVXX-R3X43-63DFG");
          case SERVER_2022 ->
              server(id, "VDYBN-27WPP-V4HQT-9VMD4-VMK7H", "WX4NM-KYWYW-QJJR4-XV3QB-6VM33");
          case SERVER_2025 ->
              server(id, "TVRH6-WHNXV-R9WG3-9XRFY-MY832", "D764K-2NDRG-47T6Q-P8T8W-YP6DF");
        };
    return Optional.ofNullable(key).filter(text -> !text.isEmpty()).map(ProductKey::published);
  }

  /** The key of an edition of the media that users have today. */
  public static Optional<ProductKey> of(Release release, EditionId edition) {
    return of(release, edition, release.currentVersion().build());
  }

  /** A key for each of Standard and Datacenter; Server Core of an edition has that edition's. */
  private static String server(String id, String standard, String datacenter) {
    return switch (withoutCore(id)) {
      case "serverstandard" -> standard;
      case "serverdatacenter" -> datacenter;
      default -> "";
    };
  }

  private static String server2008R2(String id) {
    return switch (id) {
      case "serverweb" -> "6TPJF-RBVHG-WBW2R-86QPH-6RTM4";
      case "serverstandard" -> "YC6KT-GKW9T-YTKYR-T4X34-R7VHC";
      case "serverenterprise" -> "489J6-VHDMP-X63PK-3K798-CPX3Y";
      case "serverdatacenter" -> "74YFP-3QFB3-KQT8W-PMXWJ-7M648";
      default -> "";
    };
  }

  /** LTSB and LTSC: EnterpriseS and EnterpriseSN, whose key changes with the build. */
  private static Optional<String> longTerm(String id, int build) {
    boolean n = id.equals("enterprisesn");
    if (!n && !id.equals("enterprises")) {
      return Optional.empty();
    }
    String key =
        switch (build) {
          case 10240 -> n ? "2F77B-TNFGY-69QQF-B8YKP-D69TJ" : "WNMTR-4C88C-JK8YV-HQ7T2-76DF9";
          case 14393 -> n ? "QFFDN-GRT3P-VKWWX-X7T3R-8B639" : "DCPHK-NFMTC-H88MJ-PFHPY-QJ4BJ";
          default ->
              build < 17763
                  ? ""
                  : n ? "92NFX-8DJQP-P6BBQ-THF9C-7CG2H" : "M7XTQ-FN8P6-TTKYV-9D4CC-J462D";
        };
    return Optional.of(key);
  }

  /** Server 2008 R2 names its Core images {@code ServerStandardCore}; newer ones do not. */
  private static String withoutCore(String id) {
    return id.endsWith("core") ? id.substring(0, id.length() - "core".length()) : id;
  }
}
