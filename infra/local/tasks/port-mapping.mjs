/**
 * Gives a Node program the ports a container would have: loaded by `node --import`, it reads
 * PORT_MAPPINGS={"4567":23005} and opens the mapped ports at their host ports, all others where nobody finds them.
 */
import { Server } from 'node:net';

const hostPorts = JSON.parse(process.env.PORT_MAPPINGS ?? '{}');
const listen = Server.prototype.listen;

Server.prototype.listen = function (...args) {
  const [first, ...rest] = args;
  if (isPort(first)) {
    const hostNameGiven = typeof rest[0] === 'string';
    return listen.call(this, hostPortOf(first), '127.0.0.1', ...rest.slice(hostNameGiven ? 1 : 0));
  }
  if (typeof first === 'object' && isPort(first?.port))
    return listen.call(this, { ...first, port: hostPortOf(first.port), host: '127.0.0.1' }, ...rest);
  return listen.apply(this, args);
};

function isPort(value) {
  return Number.isInteger(typeof value === 'string' && value !== '' ? Number(value) : value);
}

// Port 0 is any free port: inside a container, a port without a mapping is seen by nobody outside.
function hostPortOf(containerPort) {
  return hostPorts[Number(containerPort)] ?? 0;
}
