package dev.casement.recipe.yaml;

import dev.casement.guest.CloudbaseInitSettings.MetadataService;
import dev.casement.guest.CloudbaseInitSettings.PasswordChange;
import dev.casement.guest.CloudbaseInitSettings.Start;
import dev.casement.guest.CloudbaseInitSettings.WinRm;
import dev.casement.unattend.Account;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What cloudbase-init is told. */
record CloudbaseInitDocument(
    @Key(value = "The account it creates or takes, and sets the password of.", standard = "Admin")
        @Form(
            value = Account.FORM,
            says = "a Windows account name: 1 to 20 characters, none of \"/\\[]:;|=,+*?<>@%")
        @Nullable String username,
    @Key(value = "The local groups that the account joins.", standard = "[Administrators]")
        @Form(
            value = "[^\\s,\\x00-\\x1F\\x7F-\\x9F]+( [^\\s,\\x00-\\x1F\\x7F-\\x9F]+)*",
            says = "the name of a group, such as Remote Desktop Users, without commas")
        @Nullable List<String> groups,
    @Key(
            value = "The services that know about the instance, in the order they are tried.",
            standard = "[http, config-drive]")
        @Nullable List<MetadataService> metadataServices,
    @Key("Where the http service asks. Not written: OpenStack's usual address.")
        @Nullable URI metadataUrl,
    @Key(value = "How often a service is asked that does not answer.", standard = "5")
        @Bounds(least = "1", most = "1000")
        @Nullable Integer retries,
    @Key(value = "Whether the metadata's password is taken, where there is one.", standard = "true")
        @Nullable Boolean injectPassword,
    @Key(value = "How long the password is that it makes up otherwise.", standard = "20")
        @Bounds(least = "8", most = "127")
        @Nullable Integer passwordLength,
    @Key(
            value =
                "When the password has to be changed at the first logon, which needs the console:"
                    + " never, injected (when it came from the metadata) or always.",
            standard = "never")
        @Nullable PasswordChange changePassword,
    @Key(value = "The listener of Windows Remote Management that it opens.", standard = "https")
        @Nullable WinRm winRm,
    @Key(value = "Whether it activates Windows.", standard = "false") @Nullable Boolean activate,
    @Key("The KMS host, with its port or without. Not written: the one that DNS names.")
        @Form(value = "[A-Za-z0-9.-]+(:[0-9]{1,5})?", says = "a host such as kms.example.org:1688")
        @Nullable String kmsHost,
    @Key(value = "Whether user data, and what scripts print, are logged too.", standard = "false")
        @Nullable Boolean debug,
    @Key(
            value = "Whether its log goes to COM1 as well, which `openstack console log` shows.",
            standard = "true")
        @Nullable Boolean console,
    @Key(
            value =
                "Whether the hardware clock of instances runs in universal time; with Nova it"
                    + " shows the time of the compute host's own zone, mostly UTC.",
            standard = "false")
        @Nullable Boolean realTimeClockUtc,
    @Key(
            value =
                "When its service starts: after-setup, by SetupComplete.cmd, or delayed, two"
                    + " minutes after every boot.",
            standard = "after-setup")
        @Nullable Start start,
    @Key(
            value = "Whether its service runs as LocalSystem, not with an account of its own.",
            standard = "false")
        @Nullable Boolean localSystem) {}
