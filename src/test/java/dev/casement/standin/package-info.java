/**
 * A stand-in Windows for tests: the guest's scripts run in it as they are, in PowerShell 7 under
 * Wine.
 */
package dev.casement.standin;
