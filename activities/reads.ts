/** Whether a command of AWS's APIs changes nothing, by the verb that it begins with. */
export const isRead = (commandName: string): boolean =>
  /^(?:Describe|Get|List|Validate|BatchGet|Simulate)/.test(commandName);
