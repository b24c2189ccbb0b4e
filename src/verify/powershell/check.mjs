// Contract: parses PowerShell scripts with the tree-sitter grammar and holds them to what Windows 7
// runs, PowerShell 2.0. Prints FILE:LINE: what is wrong; exit code 0 clean, 1 findings, 2 usage.
//
//   node check.mjs DIRECTORY|FILE...     first checks itself, then every .ps1 it finds
//
// No PowerShell 2.0 is there to run them with, so the rules are strict where a run would tell:
// commands are those on a list or defined in the scripts, variables are assigned somewhere.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import { Language, Parser } from 'web-tree-sitter';
import { findingsOf } from './rules.mjs';
import { selfTest } from './selftest.mjs';

const grammar = fileURLToPath(import.meta.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm'));

async function loadParser() {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return parser;
}

function scriptsBelow(place) {
  if (!fs.statSync(place).isDirectory()) {
    return [place];
  }
  return fs
    .readdirSync(place, { recursive: true })
    .map((name) => path.join(place, name))
    .filter((name) => name.endsWith('.ps1'))
    .sort();
}

async function main(places) {
  if (places.length === 0) {
    console.error('usage: node check.mjs DIRECTORY|FILE...');
    return 2;
  }
  const parser = await loadParser();
  const broken = selfTest(parser);
  if (broken.length > 0) {
    broken.forEach((line) => console.error(`the check itself: ${line}`));
    return 1;
  }
  const files = places.flatMap(scriptsBelow);
  if (files.length === 0) {
    console.error(`no .ps1 file in ${places.join(' ')}`);
    return 1;
  }
  const scripts = files.map((file) => ({ file, text: fs.readFileSync(file, 'utf8') }));
  const findings = findingsOf(parser, scripts);
  findings.forEach((finding) => console.error(`${finding.file}:${finding.line}: ${finding.rule}: ${finding.text}`));
  console.log(`${files.length} PowerShell scripts, ${findings.length} findings`);
  return findings.length === 0 ? 0 : 1;
}

// Optimising the grammar's code takes node five seconds, parsing without that a quarter of one.
v8.setFlagsFromString('--liftoff-only');
process.exitCode = await main(process.argv.slice(2));
