// Runs the commands that standard input holds as JSON and prints the answers as JSON.
'use strict';

const { Shell, Command, runCommand, runPowershell } = require('winrm-client');

async function streams(target, command) {
  // The steps of the protocol one by one, as a program of one's own would take them.
  const params = {
    host: target.host,
    port: target.port,
    path: '/wsman',
    username: target.username,
    password: target.password,
    authMethod: target.username.includes('\\') ? 'ntlm' : 'basic',
  };
  const shellId = await Shell.doCreateShell(params);
  try {
    const first = await Command.doExecuteCommand({ ...params, shellId, command });
    const output = await Command.doReceiveOutput({ ...params, shellId, command, commandId: first });
    return { shellId, output };
  } finally {
    await Shell.doDeleteShell({ ...params, shellId });
  }
}

async function main() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const { target, calls } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  const login = [target.host, target.username, target.password, target.port];
  const answers = [];
  for (const [kind, text] of calls) {
    try {
      if (kind === 'cmd') answers.push(await runCommand(text, ...login));
      else if (kind === 'ps') answers.push(await runPowershell(text, ...login));
      else answers.push(await streams(target, text));
    } catch (error) {
      answers.push({ error: error.message });
    }
  }
  // The client leaves the connection of a refused request open, and Node would wait for it.
  process.stdout.write(JSON.stringify(answers), () => process.exit(0));
}

main();
