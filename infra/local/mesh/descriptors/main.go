// Command descriptors writes the FileDescriptorSet of the Envoy API messages that the mesh sends and receives:
//
//	go run . ../envoy.binpb
package main

import (
	"log"
	"os"

	_ "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/access_loggers/stream/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/grpc_stats/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/health_check/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/router/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/tcp_proxy/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/transport_sockets/tls/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/upstreams/http/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
)

// roots are the files whose messages the mesh names; whatever they import follows.
var roots = []string{
	"envoy/config/cluster/v3/cluster.proto",
	"envoy/config/endpoint/v3/endpoint.proto",
	"envoy/config/listener/v3/listener.proto",
	"envoy/config/route/v3/route.proto",
	"envoy/extensions/access_loggers/stream/v3/stream.proto",
	"envoy/extensions/filters/http/grpc_stats/v3/config.proto",
	"envoy/extensions/filters/http/health_check/v3/health_check.proto",
	"envoy/extensions/filters/http/router/v3/router.proto",
	"envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto",
	"envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy.proto",
	"envoy/extensions/transport_sockets/tls/v3/tls.proto",
	"envoy/extensions/upstreams/http/v3/http_protocol_options.proto",
	"envoy/service/discovery/v3/discovery.proto",
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run . OUTPUT")
	}
	set := &descriptorpb.FileDescriptorSet{}
	seen := map[string]bool{}
	var add func(protoreflect.FileDescriptor)
	// A file comes after its imports, as readers of a descriptor set expect.
	add = func(file protoreflect.FileDescriptor) {
		if seen[file.Path()] {
			return
		}
		seen[file.Path()] = true
		for i := range file.Imports().Len() {
			add(file.Imports().Get(i).FileDescriptor)
		}
		set.File = append(set.File, protodesc.ToFileDescriptorProto(file))
	}
	for _, path := range roots {
		file, err := protoregistry.GlobalFiles.FindFileByPath(path)
		if err != nil {
			log.Fatalf("%s: %v", path, err)
		}
		add(file)
	}
	bytes, err := proto.MarshalOptions{Deterministic: true}.Marshal(set)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(os.Args[1], bytes, 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%s: %d files, %d bytes", os.Args[1], len(set.File), len(bytes))
}
