// Runs the command lines that standard input holds as JSON over masterzen/winrm and prints the answers as JSON.
package main

import (
	"bytes"
	"encoding/json"
	"os"
	"time"

	"github.com/masterzen/winrm"
)

type call struct {
	Line  string
	Input string
}

type order struct {
	Host, User, Password string
	Port                 int
	NTLM                 bool
	Calls                []call
}

type answer struct {
	Out, Err string
	Code     int
	Error    string
}

// run executes one command line, hands it its input piece by piece and waits for its end.
func run(shell *winrm.Shell, one call) answer {
	command, err := shell.Execute(one.Line)
	if err != nil {
		return answer{Error: err.Error()}
	}
	defer command.Close()
	go func() {
		for _, piece := range bytes.SplitAfter([]byte(one.Input), []byte("\n")) {
			command.Stdin.Write(piece)
		}
		command.Stdin.Close()
	}()
	var out, errs bytes.Buffer
	read := make(chan bool)
	go func() { errs.ReadFrom(command.Stderr); read <- true }()
	out.ReadFrom(command.Stdout)
	<-read
	command.Wait()
	return answer{Out: out.String(), Err: errs.String(), Code: command.ExitCode()}
}

func main() {
	var todo order
	if err := json.NewDecoder(os.Stdin).Decode(&todo); err != nil {
		panic(err)
	}
	parameters := *winrm.DefaultParameters
	if todo.NTLM {
		parameters.TransportDecorator = func() winrm.Transporter { return &winrm.ClientNTLM{} }
	}
	endpoint := winrm.NewEndpoint(todo.Host, todo.Port, false, false, nil, nil, nil, 30*time.Second)
	client, err := winrm.NewClientWithParameters(endpoint, todo.User, todo.Password, &parameters)
	if err != nil {
		panic(err)
	}
	answers := []answer{}
	for _, one := range todo.Calls {
		shell, err := client.CreateShell()
		if err != nil {
			answers = append(answers, answer{Error: err.Error()})
			continue
		}
		answers = append(answers, run(shell, one))
		shell.Close()
	}
	json.NewEncoder(os.Stdout).Encode(answers)
}
