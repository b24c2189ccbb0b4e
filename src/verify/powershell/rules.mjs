// Contract: what is wrong with a set of scripts, as { file, line, rule, text } in file order.
import path from 'node:path';
import {
  AUTOMATIC_VARIABLES, COMMANDS, ENDLESS_COMMANDS, GUARDED_COMMANDS, NEW_OPERATORS, NEW_PARAMETERS, NEW_TYPES, NEW_VARIABLES,
  VARIABLE_DRIVES,
} from './vocabulary.mjs';

const NEW_STATEMENTS = {
  class_statement: 'class', enum_statement: 'enum', inlinescript_statement: 'inlinescript',
  parallel_statement: 'parallel', sequence_statement: 'sequence', foreach_parameter: 'foreach -parallel',
  pipeline_chain_tail: '&& or ||',
};

export function findingsOf(parser, scripts) {
  const parsed = scripts.map((script) => ({ ...script, nodes: nodesOf(parser.parse(script.text).rootNode) }));
  const names = new Map(parsed.map((script) => [path.basename(script.file), namesOf(script)]));
  return parsed.flatMap((script) => {
    const known = knownIn(script, parsed, names);
    return check(script, known).sort((a, b) => a.line - b.line);
  });
}

// Every node once, each with the function it stands in; asking the parser again is what takes time.
function nodesOf(root) {
  const all = [];
  const waiting = [{ node: root, within: '' }];
  while (waiting.length > 0) {
    const { node, within } = waiting.pop();
    const children = node.children;
    const entry = { node, type: node.type, children, within };
    if (node.type === 'function_statement') {
      entry.within = children.find((child) => child.type === 'function_name').text.toLowerCase();
    }
    all.push(entry);
    children.forEach((child) => waiting.push({ node: child, within: entry.within }));
  }
  return all;
}

// Variables count without their scope: $script:port and $port are one name here.
function variableName(text) {
  return text.replace(/^[$@]\{?/, '').replace(/\}$/, '').replace(/^(script|global|local|private):/i, '').toLowerCase();
}

// The functions a script defines, and the variables assigned in each of them; '' is the script itself.
function namesOf(script) {
  const functions = new Set();
  const variables = new Map([['', new Set()]]);
  for (const { node, type, children, within } of script.nodes) {
    if (!variables.has(within)) {
      variables.set(within, new Set());
    }
    if (type === 'function_name') {
      functions.add(node.text.toLowerCase());
    } else if (type === 'script_parameter' || type === 'foreach_statement') {
      variables.get(within).add(variableName(children.find((child) => child.type === 'variable').text));
    } else if (type === 'left_assignment_expression') {
      const target = /^(?:\[[^\]]+\]\s*)?(\$[\w:]+)$/.exec(node.text);
      if (target) {
        variables.get(/^\$script:/i.test(target[1]) ? '' : within).add(variableName(target[1]));
      }
    }
  }
  return { functions, variables };
}

// The scripts of these names that a script takes in with the dot operator.
function loadedBy(script, names) {
  const dots = script.nodes.filter(({ node, type }) => type === 'command' && node.text.startsWith('. '));
  return [...names.keys()].filter((name) => dots.some(({ node }) => node.text.includes(name)));
}

// What a script can use: its own, what it takes in with the dot operator, and when another script takes
// it in itself, what that one has.
function knownIn(script, scripts, names) {
  const self = path.basename(script.file);
  const loaders = scripts.filter((other) => loadedBy(other, names).includes(self));
  const sources = new Set([self, ...loadedBy(script, names)]);
  loaders.forEach((loader) => [path.basename(loader.file), ...loadedBy(loader, names)].forEach((name) => sources.add(name)));
  const functions = new Set();
  const shared = new Set();
  for (const name of sources) {
    names.get(name).functions.forEach((one) => functions.add(one));
    names.get(name).variables.get('').forEach((one) => shared.add(one));
  }
  const own = names.get(self);
  return { functions, assigned: (within, name) => shared.has(name) || own.variables.get(within)?.has(name) };
}

function check(script, known) {
  const findings = [];
  const report = (node, rule, text) =>
    findings.push({ file: script.file, line: node.startPosition.row + 1, rule, text });
  checkText(script, findings);
  for (const { node, type, children, within } of script.nodes) {
    checkSyntax(node, children, report);
    checkWords(node, type, report);
    if (type === 'invokation_expression') {
      checkVariables(node, script.text.slice(node.endIndex), report);
    }
    if (type === 'variable') {
      checkDrive(node, script.text[node.endIndex], script.text[node.endIndex + 1], report);
      checkVariable(node, (name) => known.assigned(within, name), report);
    }
    if (type === 'command') {
      checkCommand(node, known.functions, report);
    }
  }
  return findings;
}

function checkText(script, findings) {
  script.text.split('\n').forEach((line, index) => {
    // PowerShell 2.0 reads a file without a byte order mark as ANSI.
    if (/[^\t\x20-\x7e\r]/.test(line)) {
      findings.push({ file: script.file, line: index + 1, rule: 'ascii', text: 'a character that is not ASCII' });
    }
  });
  if (!script.text.startsWith('# Contract: ')) {
    findings.push({ file: script.file, line: 1, rule: 'contract', text: 'does not begin with "# Contract: "' });
  }
}

function checkSyntax(node, children, report) {
  if (node.isError || node.isMissing) {
    const what = node.isMissing ? `${node.type} is missing` : `cannot be parsed: ${node.text.slice(0, 60)}`;
    report(node, 'syntax', what.replace(/\s+/g, ' '));
  }
  // The grammar lets it pass; PowerShell does not.
  if (node.type === 'try_statement' && !children.some((child) => /^(catch|finally)_clause/.test(child.type))) {
    report(node, 'syntax', 'try without catch or finally');
  }
}

function checkWords(node, type, report) {
  if (NEW_STATEMENTS[type] && node.isNamed) {
    report(node, 'too-new', NEW_STATEMENTS[type]);
  } else if (type === 'function_statement' && /^(workflow|configuration)\b/i.test(node.text)) {
    report(node, 'too-new', 'workflow');
  } else if (type === 'comparison_operator' && NEW_OPERATORS.has(node.text.toLowerCase())) {
    report(node, 'too-new', `operator ${node.text}`);
  } else if (type === 'type_identifier' && NEW_TYPES.has(node.text.toLowerCase())) {
    report(node, 'too-new', `[${node.text}]`);
  } else if (type.endsWith('redirection_operator') && /^[3-6*]/.test(node.text)) {
    report(node, 'too-new', `redirection ${node.text}`);
  } else if (type === 'invokation_expression' && /^\[[^\]]+\]::new\(/i.test(node.text)) {
    report(node, 'too-new', '::new(), write New-Object');
  } else if (type === 'invokation_expression' && /\.(where|foreach)\(\s*\{/i.test(node.text)) {
    report(node, 'too-new', '.Where() or .ForEach() with a script block');
  } else if (type === 'invokation_expression' && /^\[(system\.)?math\]::(floor|ceiling|round|truncate)\(/i.test(node.text)) {
    // PowerShell 2.0 cannot choose between double and decimal for an integer, which a division without
    // a remainder gives, too: "Multiple ambiguous overloads found".
    if (!/^[^(]*\(\s*\[(double|decimal)\]/i.test(node.text)) {
      report(node, 'overload', `${node.text.replace(/\(.*/s, '()')} of what is not cast to [double]`);
    }
  }
}

// Names of variables ignore case on Windows, the table that .NET gives of them does not: it is to be gone through only.
function checkVariables(node, rest, report) {
  if (/::GetEnvironmentVariables\([^()]*\)$/i.test(node.text) && !/^\.GetEnumerator\(\)/i.test(rest)) {
    report(node, 'case', `${node.text}: a table that does not ignore case`);
  }
}

// "$name: text" is a variable of the drive "name" for PowerShell 3.0 and newer, or a parse error, where
// 2.0 took the colon for text. The grammar lets both pass.
function checkDrive(node, next, afterNext, report) {
  const drive = /^[$@]\{?(\w+):/.exec(node.text)?.[1];
  if (drive && !VARIABLE_DRIVES.has(drive.toLowerCase())) {
    report(node, 'drive', `${node.text}: ${drive} is neither a scope nor a drive; write \${${drive}}:`);
  } else if (!drive && /^\$\w+$/.test(node.text) && next === ':' && afterNext !== ':') {
    report(node, 'drive', `${node.text}: is neither a scope nor a drive; write \${${node.text.slice(1)}}:`);
  }
}

function checkVariable(node, isAssigned, report) {
  const name = variableName(node.text);
  if (NEW_VARIABLES.has(name)) {
    report(node, 'too-new', node.text);
  } else if (!name.startsWith('env:') && !AUTOMATIC_VARIABLES.has(name) && !isAssigned(name)) {
    report(node, 'unassigned', `${node.text} is assigned nowhere that it could be seen from`);
  }
}

function checkCommand(node, functions, report) {
  const nameNode = node.childForFieldName('command_name');
  if (!nameNode || nameNode.type !== 'command_name') {
    return;
  }
  const name = nameNode.text.toLowerCase();
  if (ENDLESS_COMMANDS.has(name)) {
    report(node, 'endless', `${nameNode.text} waits for ever on a service that does not stop; write Stop-WindowsService`);
  } else if (!functions.has(name) && !COMMANDS.has(name) && !GUARDED_COMMANDS.has(name) && !name.endsWith('.exe')) {
    report(node, 'command', `${nameNode.text} is neither defined here nor on the list of PowerShell 2.0`);
  }
  const elements = node.childForFieldName('command_elements');
  const arguments_ = elements ? elements.namedChildren.filter((child) => child.type !== 'command_argument_sep') : [];
  for (const argument of arguments_) {
    const parameter = argument.text.replace(/^-/, '').replace(/:$/, '').toLowerCase();
    if (argument.type === 'command_parameter' && (NEW_PARAMETERS[name] ?? []).includes(parameter)) {
      report(argument, 'too-new', `${nameNode.text} ${argument.text}`);
    }
  }
  if ((name === 'where-object' || name === 'foreach-object') && !/^\{/.test(arguments_[0]?.text ?? '')) {
    report(node, 'too-new', `${nameNode.text} without a script block`);
  }
}
