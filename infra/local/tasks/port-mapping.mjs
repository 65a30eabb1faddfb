/**
 * Gives a Node program the ports a container would have: loaded by `node --import`, it reads
 * PORT_MAPPINGS={"4567":23005} and opens the mapped ports at their host ports, all others where nobody finds them; and
 * EGRESS_MAPPINGS={"yelb-db.yelb.local:5432":23006}, to which it leads connections to such a name and port.
 */
import { Server, Socket } from 'node:net';

const hostPorts = JSON.parse(process.env.PORT_MAPPINGS ?? '{}');
const egressPorts = JSON.parse(process.env.EGRESS_MAPPINGS ?? '{}');
const { listen } = Server.prototype;
const { connect } = Socket.prototype;

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

Socket.prototype.connect = function (...args) {
  const [first, second] = args;
  // net.connect() hands its arguments on as one list.
  if (Array.isArray(first)) Object.assign(first[0], egressOf(first[0]));
  else if (typeof first === 'object') args[0] = { ...first, ...egressOf(first) };
  else if (typeof second === 'string') {
    const { port = first, host = second } = egressOf({ port: first, host: second });
    args.splice(0, 2, port, host);
  }
  return connect.apply(this, args);
};

function isPort(value) {
  return Number.isInteger(typeof value === 'string' && value !== '' ? Number(value) : value);
}

// Port 0 is any free port: inside a container, a port without a mapping is seen by nobody outside.
function hostPortOf(containerPort) {
  return hostPorts[Number(containerPort)] ?? 0;
}

function egressOf({ host, port }) {
  const hostPort = egressPorts[`${host}:${port}`];
  return hostPort === undefined ? {} : { host: '127.0.0.1', port: hostPort };
}
